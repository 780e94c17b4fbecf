export default [
  {
    at: ".vae-draw",
    title: "Draw a digit",
    text: "With the mouse or a finger, or press one of the examples. The network gets it as a small picture of 28 by 28 pixels.",
  },
  {
    at: ".vae-code",
    title: "It becomes a few numbers",
    text: "Each slider is one number of the code that the network has written for your digit. This is all that it keeps.",
  },
  {
    at: ".vae-digit",
    title: "And a digit again",
    text: "Another network draws from the code alone. Drag a slider, or the ring on the map, and watch the digit turn into another.",
  },
  {
    at: "[data-do=random]",
    title: "A digit that nobody wrote",
    text: "Random draw picks a code by chance. What is drawn for it was in no training picture.",
  },
  {
    at: ".zoo-models",
    title: "Now others",
    text: "The models here differ by one thing each. With 20 numbers, say, digits get sharper, but there is no longer a map of them all.",
  },
];
