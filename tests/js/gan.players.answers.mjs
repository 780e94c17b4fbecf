// Asks the page's two players: weights, points and noise come in, the weights after some turns go out.
import { readFileSync } from "node:fs";
import { Players } from "../../assets/gan/train/players.js";

const floats = (values) => Float32Array.from(values);
const { cases } = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map(({ networks, parameters, turns, settings, small }) => {
  const players = new Players({ ...networks, seed: 1, small });
  const all = () => Object.values(players.networks).flatMap((network) => network.parameters);
  all().forEach((values, which) => values.set(parameters[which]));
  const told = turns.map(({ who, real, noise, mix, rate = settings.rate, mask }) => {
    const given = who === "critic" ? [real, noise, mix] : [real, noise];
    const drop = () => mask && floats(mask);
    return players[`${who}Turn`](...given.map(floats), { ...settings, rate, drop });
  });
  return { told, parameters: all().map((values) => Array.from(values)) };
});
process.stdout.write(JSON.stringify(answers));
