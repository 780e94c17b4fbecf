// Asks the page's learners under node.
import { readFileSync } from "node:fs";
import { learners } from "./learners.mjs";

const { which, cases } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(learners[which])));
