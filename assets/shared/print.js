// On paper the page is as in the light: dark colours cost ink, and pictures that were out of sight are there, too.
const at = () => [document.documentElement, document.body].filter((each) => each.classList.contains("dark"));
let dark = [];

addEventListener("beforeprint", () => {
  dark = at();
  for (const each of dark) each.classList.remove("dark");
  for (const image of document.querySelectorAll("img[loading=lazy]")) image.setAttribute("loading", "eager");
});
addEventListener("afterprint", () => {
  for (const each of dark) each.classList.add("dark");
  dark = [];
});
