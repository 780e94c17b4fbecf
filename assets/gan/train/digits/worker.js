// The worker in which two players learn digits.
import { serve } from "../../../shared/train/in-worker.js";
import { DigitsTraining } from "./training.js";

serve(DigitsTraining);
