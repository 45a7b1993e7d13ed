import { Cloud, Owner, QueryBuilder, User } from "cordon/query";

const fields = { hr: { kind: "integer", min: 0, max: 255 } };
const schema = { owner: "alice", stream: "vitals", fields };
const owner = new Owner({ schema, filterable: ["hr"] });
const cloud = new Cloud();
const users = {};

const vitals = QueryBuilder.from(schema);
const queries = [vitals.where("hr >= 120"), vitals.average("hr", { over: 4 })];
for (const [i, user] of ["friend", "coach"].entries()) {
  const { forCloud, forUser } = owner.grant(queries[i].for(user));
  cloud.register(forCloud); // this half decrypts nothing
  users[user] = new User(forUser);
}
for (const block of owner.encrypt([80, 131, 96, 142].map((hr) => ({ hr })))) {
  for (const { query, bytes } of cloud.push(block)) {
    console.log(query.user, users[query.user].read(bytes));
  }
}
