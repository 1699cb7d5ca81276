import type { Plan } from "../../../plan/model.ts";
import { setting } from "../repository.ts";

/** What `flux bootstrap` leaves out unless it is told. https://fluxcd.io/flux/guides/image-update/ */
export const IMAGE_CONTROLLERS = "image-reflector-controller,image-automation-controller";

/** Whether Flux commits newer images, so that it needs the right to write. */
export const writesImages = (plan: Plan): boolean => setting(plan, "imageAutomation") !== "";
