// The whole of attention in one formula.
import * as m from "../shared/formulas.js";

export function showOverview(box) {
  const [q, k, v, d] = [m.id("Q", "q"), m.id("K", "k"), m.id("V", "v"), m.sub(m.id("d"), m.id("k"))];
  const scores = m.frac(m.row(q, m.sup(k, m.op("⊤"))), m.sqrt(d));
  box.replaceChildren(
    m.draw(
      m.row(
        m.name("Attention"),
        m.row(m.sign("("), q, m.op(","), k, m.op(","), v, m.sign(")")),
        m.op("="),
        m.name("softmax"),
        m.parens(scores),
        v,
      ),
    ),
  );
}
