/** A step of the build: writes the script of the processes that read programs beside the modules. */

import { writeFileSync } from "node:fs";
import { prebuiltPath, scriptText } from "./script.ts";

writeFileSync(prebuiltPath(), scriptText());
