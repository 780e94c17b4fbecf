export default [
  {
    at: ".rbm-chain-run",
    title: "Let it dream",
    text: "Press Play if it rests. The machine goes back and forth between pixels and hidden units and drifts among the digits that it knows.",
  },
  {
    at: ".rbm-chain-start",
    title: "Where it starts",
    text: "From noise, from a digit that you draw, or from a real one. See how long it remembers it.",
  },
  {
    at: ".rbm-chain-brushes",
    title: "Hold a part, let it fill in the rest",
    text: "“Complete half an 8” holds some of the pixels fixed. What the machine makes of the others is its idea of what belongs there.",
  },
  {
    at: ".rbm-chain-hidden",
    title: "What it has in mind",
    text: "Each dot is a hidden unit, lit while it is on. Press one to hold it on or off.",
  },
  {
    at: ".rbm-tools",
    title: "What it learned",
    text: "The filters show what each hidden unit looks for; the other tools go through the questions of the lab.",
  },
];
