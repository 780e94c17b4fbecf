// The weights of a layer, also of one with spectral normalisation: torch then keeps them as they were, with two vectors.

// Divided by their largest singular value, as u'Wv estimates it for W with the outputs as rows (Miyato et al. 2018).
// `inputs` is 1 for a layer whose weights begin with its outputs, else the number of its inputs, which come before.
export function weightOf(net, name, inputs = 1) {
  const parts = `${name}.parametrizations.weight`;
  if (!net.tensors[`${parts}.original`]) return net.tensor(`${name}.weight`);
  const [weight, u, v] = ["original", "0._u", "0._v"].map((each) => net.tensor(`${parts}.${each}`));
  const rest = weight.length / (inputs * u.length);
  let largest = 0;
  for (let input = 0, at = 0; input < inputs; input++)
    for (const each of u) for (let i = 0; i < rest; i++, at++) largest += each * weight[at] * v[input * rest + i];
  return weight.map((value) => value / largest);
}
