// Shows the copied text, so that it can be checked, or copied by hand if the browser does not let the page copy it.
import { copyText } from "../shared/dom.js";

export class Copied {
  constructor(box) {
    this.box = box;
    this.area = box.querySelector("textarea");
    this.said = box.querySelector("p");
    // On the document, because some browsers leave the focus outside after a click on a button.
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  async copy(text, what) {
    this.area.value = text;
    this.box.hidden = false;
    const done = await copyText(text, this.area);
    this.said.textContent = `${what}: ${done ? "copied." : "press Ctrl+C to copy it."}`;
  }

  close() {
    this.box.hidden = true;
  }
}
