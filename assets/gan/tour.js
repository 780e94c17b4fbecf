export default [
  {
    at: ".gan-make",
    title: "Make digits",
    text: "The generator turns random numbers into pictures. A seed decides the numbers: the same seed gives the same digits.",
  },
  {
    at: ".gan-grid",
    title: "Nobody wrote these",
    text: "Press one to see it large. A second network, the discriminator, was trained to tell them from real digits, and this one to fool it.",
  },
  {
    at: ".gan-one",
    title: "One digit, a hundred numbers",
    text: "Here are the numbers that a digit was made from. Drag one and the digit is drawn anew.",
  },
  {
    at: ".gan-tools",
    title: "Play",
    text: "Walk from one digit to another, watch how the network learned, or guess against the discriminator which digit is real.",
  },
  {
    at: ".zoo-models",
    title: "What if?",
    text: "Each model changes one thing: another objective, another balance of the two players. Some of them fail, and show how.",
  },
];
