// A model arrives: what of the tab is shown for it, and what its link asks for.
import { showLead } from "../shared/lead.js";
import { byWord, natural, unit } from "./models.js";

// What `desk`, the tab, shows for a model that can write, for one without weights, and for a damaged one.
/** @param {*} desk @param {*} next what the server sent */
export function lay({ $, model }, { lead, notice }) {
  showLead($(".shakespeare-lead"), lead ?? "");
  $(".shakespeare-notice").textContent = notice ?? "";
  $(".shakespeare-make").hidden = !model?.drawable;
  $(".shakespeare-layout").classList.toggle("is-alone", !model?.drawable);
  $(".shakespeare-record").hidden = !model || model.drawable;
  $(".shakespeare-record code").textContent = `python -m training train ${model?.name}`;
  $(".shakespeare-tools").hidden = !model;
  $(".shakespeare-cannot").hidden = !byWord(model);
}

// Takes what a link says about the text, each part checked by the server, and keeps the rest; returns the link's tool.
export function restore(desk, link) {
  const { model, dials, twist } = desk;
  const { length, top_p } = natural(model);
  if (desk.counted !== unit(model)) dials.set({ length });
  if (dials.values().top_p === desk.top_p) dials.set({ top_p }); // the visitor has not moved it
  desk.counted = unit(model);
  desk.top_p = top_p;
  const { speaker = "", play = "", genre = "" } = link ?? desk.fields.whose.known(desk.whose);
  desk.setWhose({ speaker, play, genre });
  if (link) {
    dials.set({ ...natural(model), ...link });
    desk.setOpening(link.opening ?? "");
    if (link.modern !== undefined) twist.dials.modern.set(link.modern);
    if (link.slang !== undefined) twist.dials.slang.set(link.slang);
  }
  desk.setSeed(link?.seed ?? desk.seed);
  return link?.tool;
}
