// The worker in which a machine learns.
import { serve } from "../../shared/train/in-worker.js";
import { RBMTraining } from "./training.js";

serve(RBMTraining);
