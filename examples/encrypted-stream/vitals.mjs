import * as cordon from "cordon/crypto";

// The owner sets up a stream, and grants a friend what is above a threshold.
const fields = { hr: { kind: "integer", min: 0, max: 255 } };
const schema = { owner: "alice", stream: "vitals", fields };
const master = cordon.LargeMasterKey.setUp();
const policy = cordon.compilePolicy(cordon.parsePolicy("hr >= 120"), schema);
const { transformKey, userKey } = cordon.grant(master, policy); // for the cloud, for the friend

for (const hr of [80, 131, 96, 142]) {
  const attributes = cordon.attributesOf(schema, { hr });
  const message = new TextEncoder().encode(`a heart rate of ${hr}`);
  const sealed = cordon.seal(master.publicKey, attributes, message);
  // The cloud makes of it what the friend can open, if the policy says so; it reads nothing itself.
  const transformed = cordon.transform(transformKey, sealed);
  if (transformed !== null) console.log(new TextDecoder().decode(userKey.open(transformed)));
}
