import type { Comparison } from "../comparison.ts";
import { coldPreview } from "./cold-preview.ts";
import { delivery } from "./delivery.ts";
import { growth } from "./growth.ts";
import { offline } from "./offline.ts";
import { scanning } from "./scan.ts";

/** In the order in which they run: the short ones first. */
export const COMPARISONS: readonly Comparison[] = [coldPreview, scanning, delivery, growth, offline];
