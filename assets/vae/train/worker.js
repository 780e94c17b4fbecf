// The worker in which a VAE learns.
import { serve } from "../../shared/train/in-worker.js";
import { VAETraining } from "./training.js";

serve(VAETraining);
