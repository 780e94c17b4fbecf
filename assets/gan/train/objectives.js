// What the two players play for. No DOM.
import { sigmoid, softplus } from "../../shared/maths.js";

// For the scores of a real and a generated point, the higher the more real: critic(real, generated) gives the critic's
// loss and its slopes by both scores, generator(real, generated) the generator's loss and its slope by the second score.
// `zero` says whether 0 divides real from generated. `penalty` names the places on whose slopes a penalty is put:
// between the two kinds, where the slope should be 1 (Gulrajani et al. 2017), or on real points ("real"; R1 of Mescheder
// et al. 2018), or on both kinds ("both"; R1 and R2).
const told = (real, fake) => [softplus(-real) + softplus(fake), -sigmoid(-real), sigmoid(fake)];
export const OBJECTIVES = {
  // Goodfellow et al. 2014, with the generator's loss of their section 3
  logistic: {
    critic: told,
    generator: (_, fake) => [softplus(-fake), -sigmoid(-fake)],
    zero: true,
    penalty: "real",
  },
  // the same with the loss of their equation 1
  saturating: {
    critic: told,
    generator: (_, fake) => [-softplus(fake), -sigmoid(fake)],
    zero: true,
    penalty: "real",
  },
  // Arjovsky et al. 2017, with the penalty of Gulrajani et al. 2017
  wasserstein: {
    critic: (real, fake) => [fake - real, -1, 1],
    generator: (_, fake) => [-fake, -1],
    zero: false,
    penalty: "between",
  },
  // Lim & Ye 2017
  hinge: {
    critic: (real, fake) => [Math.max(0, 1 - real) + Math.max(0, 1 + fake), real < 1 ? -1 : 0, fake > -1 ? 1 : 0],
    generator: (_, fake) => [-fake, -1],
    zero: true,
    penalty: "real",
  },
  // pairs of one real and one generated point; R3GAN of Huang et al. 2024 with both penalties
  relativistic: {
    critic: (real, fake) => [softplus(fake - real), -sigmoid(fake - real), sigmoid(fake - real)],
    generator: (real, fake) => [softplus(real - fake), -sigmoid(real - fake)],
    zero: false,
    penalty: "both",
  },
};
