// What has the focus is never hidden under a box that stays in sight while the page scrolls.
export function uncover(root, sticky) {
  root.addEventListener("focusin", ({ target }) => {
    if (sticky.contains(target)) return;
    requestAnimationFrame(() => scrollFree(target, sticky)); // after the browser has scrolled to it
  });
  new ResizeObserver(() => {
    const { activeElement } = document;
    if (root.contains(activeElement) && !sticky.contains(activeElement)) scrollFree(activeElement, sticky);
  }).observe(sticky);
}

function scrollFree(focused, sticky) {
  if (getComputedStyle(sticky).position !== "sticky") return;
  const [mine, over] = [focused, sticky].map((each) => each.getBoundingClientRect());
  const isApart =
    mine.right <= over.left || mine.left >= over.right || mine.bottom <= over.top || mine.top >= over.bottom;
  if (!isApart) scrollBy({ top: mine.top - over.bottom - 8, behavior: "instant" });
}
