/**
 * Hostile: knows a secret, is confined by its owner's tag, and tries to tell an unconfined accomplice.
 *
 * config: { secret: the text, victim?: the tag that confines it, rounds?: how often it tries }
 */

import {
  defineProgram,
  type EventView,
  type LabelSpec,
  type Privilege,
  type Program,
  type Tag,
} from "../../../src/unit/index.ts";
import {
  beatName,
  bitName,
  bitsOfPiece,
  lootPart,
  offerPart,
  pieceCount,
  piecePart,
} from "../collusion.ts";
import { Journal } from "../journal.ts";
import { isTag, numberSetting, setting } from "../settings.ts";

const privileges: readonly Privilege[] = ["t+", "t-", "t+auth", "t-auth"];

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const givenSecret = setting(unit.config, "secret");
  const secret = typeof givenSecret === "string" ? givenSecret : "";
  const givenVictim = setting(unit.config, "victim");
  const victim: Tag | undefined = isTag(givenVictim) ? givenVictim : undefined;
  let rounds = numberSetting(unit.config, "rounds", 4);

  function publishLoot(what: string, label: LabelSpec): void {
    journal.outcome(what, () => {
      const event = unit.createEvent();
      unit.addPart(event, label, "type", "collusion");
      unit.addPart(event, label, lootPart, secret);
      unit.publish(event);
      return "published";
    });
  }

  function offerTag(): Tag {
    const tag = unit.createTag("shared");
    const event = unit.createEvent();
    unit.addPart(event, {}, offerPart, tag);
    for (const privilege of privileges) {
      unit.attachPrivilegeToPart(event, offerPart, {}, tag, privilege);
    }
    unit.publish(event);
    return tag;
  }

  function publishUnder(tag: Tag, whose: string): void {
    publishLoot(`publish-under-${whose}-tag`, { secrecy: [tag] });
    journal.attempt(`declassify-${whose}-tag`, () => {
      unit.acquirePrivilege(tag, "t+");
      unit.acquirePrivilege(tag, "t-");
      unit.changeInOutLabel("secrecy", "add", tag);
      unit.changeOutLabel("secrecy", "remove", tag);
    });
    publishLoot(`publish-over-${whose}-tag`, {});
  }

  function spellByPartNames(): void {
    journal.outcome("spell-by-part-names", () => {
      for (let piece = 0; piece < pieceCount(secret); piece++) {
        const event = unit.createEvent();
        unit.addPart(event, {}, piecePart, piece);
        for (const bit of bitsOfPiece(secret, piece)) unit.addPart(event, {}, bitName(bit), true);
        unit.publish(event);
      }
      return "published";
    });
  }

  function spellByEvents(): void {
    journal.outcome("spell-by-events", () => {
      for (const bit of bitsOfPiece(secret, 0)) {
        const event = unit.createEvent();
        unit.addPart(event, {}, "type", beatName(bit));
        unit.publish(event);
      }
      return "published";
    });
  }

  function shedConfinement(tag: Tag): void {
    journal.attempt("lower-both", () => unit.changeInOutLabel("secrecy", "remove", tag));
    journal.attempt("lower-output", () => unit.changeOutLabel("secrecy", "remove", tag));
    journal.attempt("acquire-privilege", () => unit.acquirePrivilege(tag, "t-"));
    journal.attempt("instantiate-clean", () =>
      unit.instantiateUnit("colluder-receiver", {}, [{ tag, privilege: "t-" }], { secret }),
    );
  }

  function tamper(tick: EventView): void {
    journal.outcome("add-to-passing-event", () => {
      unit.addPart(tick, {}, lootPart, secret);
      unit.release(tick);
      return "released";
    });
  }

  unit.subscribe({ part: "type", equals: "tick" }, (tick) => {
    if (rounds-- <= 0) return;
    journal.begin();
    publishUnder(offerTag(), "own");
    publishLoot("publish-openly", {});
    spellByPartNames();
    spellByEvents();
    if (victim !== undefined) shedConfinement(victim);
    tamper(tick);
  });

  // The accomplice is unconfined, so its offers do come up to here.
  unit.subscribe({ part: offerPart, present: true }, (event) => {
    journal.begin();
    for (const { data, label } of unit.readPart(event, offerPart)) {
      // Its own offers come back too; they are labelled with what confines it.
      if (isTag(data) && label.secrecy.length === 0) publishUnder(data, "offered");
    }
  });
});

export default program;
