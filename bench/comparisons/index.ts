import type { Comparison } from "../comparison.ts";
import { coldPreview } from "./cold-preview.ts";
import { delivery } from "./delivery.ts";
import { growth } from "./growth.ts";
import { offline } from "./offline.ts";
import { scanning } from "./scan.ts";

/** In the order in which they run, and in which they stand in the document. */
export const COMPARISONS: readonly Comparison[] = [coldPreview, growth, scanning, offline, delivery];
