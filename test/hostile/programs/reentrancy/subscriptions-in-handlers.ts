/**
 * Subscribes and unsubscribes while its own subscriptions are walked, and names those of others.
 *
 * @expect holds
 */

import { defineProgram, type Program, type SubscriptionId } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  let late = 0;
  let gone = 0;
  const ids: SubscriptionId[] = [];
  attack(unit, (verdict) => {
    for (const id of ids) unit.unsubscribe(id);
    for (let i = 0; i < 100; i++) unit.subscribe({ part: "type", equals: "attack" }, () => late++);
    const foreign: readonly unknown[] = [0, -1, 1.5, 1e9, "1", ids[0], {}, null, NaN, ids];
    for (const id of foreign) {
      verdict.refuses("SUBSCRIPTION_KIND", String(id), () =>
        unit.unsubscribe(id as SubscriptionId),
      );
    }
  });
  for (let i = 0; i < 10; i++) {
    ids.push(unit.subscribe({ part: "type", equals: "attack" }, () => gone++));
  }
  attack(
    unit,
    (verdict) => {
      verdict.expect(`${late} were called for the event in hand`, late === 0);
      verdict.expect(`${gone} were called after they were gone`, gone === 0);
    },
    "again",
  );
});

export default program;
