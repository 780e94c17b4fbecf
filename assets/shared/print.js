// On paper the page is as in the light: dark colours cost ink, and pictures that were out of sight are there, too.
const at = () => [document.documentElement, document.body].filter((each) => each.classList.contains("dark"));
let dark = [];
let shut = /** @type {HTMLDetailsElement[]} */ ([]); // the numbers and pictures that are not unfolded

addEventListener("beforeprint", () => {
  dark = at();
  shut = [...document.querySelectorAll("details")].filter((each) => each.matches(".zoo-about-more:not([open])"));
  for (const each of shut) each.open = true;
  for (const each of dark) each.classList.remove("dark");
  for (const image of document.querySelectorAll("img[loading=lazy]")) image.setAttribute("loading", "eager");
});
addEventListener("afterprint", () => {
  for (const each of dark) each.classList.add("dark");
  for (const each of shut) each.open = false;
  dark = [];
});
