import { defineProgram } from "cordon/unit";

/** Publishes an alert when a price has moved by 0.3 % since its last alert. */
export default defineProgram((unit) => {
  const lastPrices = new Map<string, number>();

  unit.subscribe({ part: "type", equals: "tick" }, ({ symbol, price }) => {
    if (typeof symbol !== "string" || typeof price !== "number") return;
    const last = lastPrices.get(symbol) ?? price;
    if (!lastPrices.has(symbol)) lastPrices.set(symbol, price);
    if (Math.abs(price / last - 1) < 0.003) return;
    lastPrices.set(symbol, price);
    const alert = unit.createEvent();
    unit.addPart(alert, {}, "type", "alert");
    unit.addPart(alert, {}, "move", { symbol, from: last, to: price });
    unit.publish(alert);
  });
});
