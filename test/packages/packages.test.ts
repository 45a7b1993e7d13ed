import { expect, test } from "vitest";
import { checkPackages, packageNames } from "./check.ts";

test.each(packageNames)("%s computes in a unit what it computes in Node", async (name) => {
  expect(await checkPackages([name])).toEqual([{ name, version: expect.any(String), ok: true }]);
});
