/**
 * Hostile: the unconfined accomplice of the colluding sender. Listens on every channel that they
 * agreed on, offers a shared tag of its own, and raises itself by whatever privilege it is given.
 *
 * config: { rounds?: how many tags it offers }
 */

import {
  defineProgram,
  type EventView,
  type Privilege,
  type Program,
} from "../../../src/unit/index.ts";
import {
  beatName,
  bitName,
  bitsPerPiece,
  lootPart,
  offerPart,
  pieceOfBits,
  piecePart,
} from "../collusion.ts";
import { Journal } from "../journal.ts";
import { isTag, numberSetting } from "../settings.ts";

const privileges: readonly Privilege[] = ["t+", "t-", "t+auth", "t-auth"];

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  let rounds = numberSetting(unit.config, "rounds", 4);
  const bits = Array.from({ length: bitsPerPiece }, (_, bit) => bit);
  const beats = new Set<number>();

  function offerTag(): void {
    journal.attempt("offer-tag", () => {
      const tag = unit.createTag("offered");
      unit.acquirePrivilege(tag, "t+");
      unit.changeInOutLabel("secrecy", "add", tag);
      unit.acquirePrivilege(tag, "t-");
      unit.changeOutLabel("secrecy", "remove", tag);
      const event = unit.createEvent();
      unit.addPart(event, {}, offerPart, tag);
      for (const privilege of privileges) {
        unit.attachPrivilegeToPart(event, offerPart, {}, tag, privilege);
      }
      unit.publish(event);
    });
  }

  function onLoot(event: EventView): void {
    journal.begin();
    journal.received(event);
    for (const { data } of unit.readPart(event, lootPart)) journal.received(data);
  }

  function onOffer(event: EventView): void {
    journal.begin();
    for (const { data } of unit.readPart(event, offerPart)) {
      if (!isTag(data)) continue;
      journal.attempt("raise-by-bestowed-privilege", () => {
        unit.changeInOutLabel("secrecy", "add", data);
        unit.changeOutLabel("secrecy", "remove", data);
      });
    }
  }

  unit.subscribe({ part: "type", equals: "tick" }, () => {
    if (rounds-- <= 0) return;
    journal.begin();
    offerTag();
  });
  unit.subscribe({ part: lootPart, present: true }, onLoot);
  unit.subscribe({ part: "type", equals: "collusion" }, onLoot);
  unit.subscribe({ part: offerPart, present: true }, onOffer);
  unit.subscribe({ part: piecePart, present: true }, (event) => {
    journal.begin();
    journal.received({
      piece: event[piecePart],
      text: pieceOfBits(bits.filter((bit) => bitName(bit) in event)),
    });
  });
  unit.subscribe({ part: "type", in: bits.map(beatName) }, ({ type }) => {
    journal.begin();
    for (const bit of bits) if (type === beatName(bit)) beats.add(bit);
    journal.received({ type, text: pieceOfBits([...beats]) });
  });
});

export default program;
