/** All subjects, from the smallest step of the dispatcher to the whole platform. */

import { canFlowTo } from "./can-flow-to.ts";
import { crossing } from "./crossing.ts";
import { join } from "./join.ts";
import { labelChange } from "./label-change.ts";
import { match } from "./match.ts";
import { publish } from "./publish.ts";
import type { Subject } from "./subject.ts";
import { tags } from "./tags.ts";
import { view } from "./view.ts";

export const subjects: readonly Subject[] = [
  canFlowTo,
  join,
  match,
  publish,
  view,
  tags,
  crossing,
  labelChange,
];
