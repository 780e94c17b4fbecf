export default [
  {
    at: ".shakespeare-make",
    title: "Write",
    text: "Give it the first words, or none, and press Write. It has read Shakespeare’s plays and makes up one piece of a word at a time.",
  },
  {
    at: ".shakespeare-more-dials",
    title: "How daring?",
    text: "Temperature is how often it takes an unlikely word. Turn it down and it repeats itself; turn it up and it raves.",
  },
  {
    at: ".shakespeare-column.is-second",
    title: "A modern twist",
    text: "The same lines in today’s English, word for word. Point at a marked word to see what it was, and why it was changed.",
  },
  {
    at: ".shakespeare-ways",
    title: "Or the other way",
    text: "Type English of today, and it is put into Shakespeare’s.",
  },
  {
    at: ".shakespeare-tools",
    title: "What is behind it",
    text: "Move the hidden numbers of a text, walk from one speech to another, or see which words each part of the network looks at.",
  },
];
