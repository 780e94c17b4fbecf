// The worker in which two players learn in the plane.
import { serve } from "../../../shared/train/in-worker.js";
import { PlaneTraining } from "./training.js";

serve(PlaneTraining);
