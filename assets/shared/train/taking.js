// What becomes of a model that was trained: one of the tab's, a saved checkpoint; and one that comes back from there.
import { download, el } from "../dom.js";
import { zip } from "../zip.js";

export class Taking {
  // `own` is what is a tab's own (see Trainer in tool.js).
  constructor(box, viewer, own) {
    this.viewer = viewer;
    this.own = own;
    this.picker = el("input", { type: "file", accept: ".zip", hidden: true });
    if (own.read) this.takeFiles(box);
  }

  // Checkpoints are chosen as files, or dropped on the tool.
  takeFiles(box) {
    const { picker } = this;
    picker.addEventListener("change", () => {
      this.load(picker.files[0]);
      picker.value = ""; // the same file may be chosen again
    });
    box.append(picker);
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.load(event.dataTransfer.files[0]);
    });
  }

  // It becomes a model of the tab, with `special` in its name; what the visitor has to know about that is given.
  keep(taken, special = "") {
    const { titleOf, book } = this.own;
    const title = [titleOf(taken), special].filter(Boolean).join(", ");
    return this.viewer.own({ ...taken, title, experiment: book.write(taken.settings) });
  }

  tell(text, note) {
    this.viewer.say(note ? `${text} ${note}` : text, Boolean(note));
  }

  async use(taken, special) {
    try {
      this.tell(this.own.yours, await this.keep(taken, special));
    } catch (error) {
      this.viewer.say(`Your model could not be shown: ${error.message}. Try again.`, true);
    }
  }

  async load(file) {
    if (!file) return;
    try {
      const note = await this.keep({ ...(await this.own.read(file)), loaded: true });
      this.tell(`${file.name} is among your models now, and shown above.`, note);
    } catch (error) {
      this.viewer.say(`${file.name} is no checkpoint that this tab can show: ${error.message}.`, true);
    }
  }

  async save(taken) {
    const { name, save } = this.own;
    try {
      download(`${name}.zip`, zip(await save(taken)), "application/zip");
    } catch (error) {
      return this.viewer.say(`Your model could not be saved: ${error.message}.`, true);
    }
    this.viewer.say(
      `Saved ${name}.zip. Unpacked, it is a checkpoint: python -m training push ./${name} --to STORE puts it into a store.`,
    );
  }
}
