export default [
  {
    at: ".attention-modes",
    title: "Ways in",
    text: "With numbers you see every step of the calculation. With a sentence you see what a trained network does with it. Behind them: several heads at once, how positions get in, and other ways to read.",
  },
  {
    at: ".attention-presets",
    title: "Begin with an example",
    text: "Each sets the numbers below. The first is the smallest that shows everything.",
  },
  {
    at: ".attention-matrices",
    title: "Change any number",
    text: "One row is one token: what it asks for, what it offers, and what it passes on. You can paste your own, too.",
  },
  {
    at: ".attention-steps",
    title: "Every step, with your numbers",
    text: "Scores, softmax, mixture: press a number to see which others it came from.",
  },
];
