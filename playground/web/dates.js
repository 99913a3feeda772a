// Dates and times as people read them, in a named zone. The playground's clock
// is an argument; the browser's own clock is never read.

function format(instant, zone, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(instant);
}

/** "09:05" */
export function clockTime(instant, zone) {
  return format(instant, zone, { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** "Monday 16 November 2026" */
export function longDay(instant, zone) {
  return format(instant, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replaceAll(",", "");
}

/** "Mon 16 Nov" */
export function shortDay(instant, zone) {
  return format(instant, zone, { weekday: "short", day: "numeric", month: "short" }).replaceAll(",", "");
}

/** "Monday 16 November 2026, 09:05" */
export function longMoment(instant, zone) {
  return `${longDay(instant, zone)}, ${clockTime(instant, zone)}`;
}

/** "2026-11-16", the day of an instant in a zone, which also sorts. */
export function isoDay(instant, zone) {
  const parts = partsOf(instant, zone);
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** "2026-11-16T09:05", what a datetime-local field holds. */
export function localMoment(instant, zone) {
  const parts = partsOf(instant, zone);
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/** The Unix seconds of a datetime-local value in a zone. In the hour a clock change repeats, the earlier instant. */
export function secondsOf(local, zone) {
  const asIfUTC = Date.parse(`${local}:00Z`);
  const candidates = [-14, -1, 0, 1, 14].map((hours) => asIfUTC - offset(new Date(asIfUTC + hours * 3600000), zone));
  const exact = candidates.filter((candidate) => localMoment(new Date(candidate), zone) === local);
  return Math.min(...(exact.length ? exact : [asIfUTC - offset(new Date(asIfUTC), zone)])) / 1000;
}

function offset(instant, zone) {
  return Date.parse(`${localMoment(instant, zone)}:00Z`) - Math.floor(instant.getTime() / 60000) * 60000;
}

function partsOf(instant, zone) {
  const formatter = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return Object.fromEntries(formatter.formatToParts(instant).map((part) => [part.type, part.value]));
}

/** Fills a Slack date pattern such as "{date_short} at {time}". `now` decides what is today. */
export function fillDatePattern(pattern, instant, zone, now) {
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => datePart(token, instant, zone, now) ?? whole);
}

function datePart(token, instant, zone, now) {
  const pretty = token.endsWith("_pretty") ? nearDay(instant, zone, now) : null;
  if (pretty) return pretty;
  switch (token.replace(/_pretty$/, "")) {
    case "date_num": return isoDay(instant, zone);
    case "date_slash": return format(instant, zone, { day: "2-digit", month: "2-digit", year: "numeric" });
    case "date": return format(instant, zone, { day: "numeric", month: "long", year: "numeric" });
    case "date_short": return format(instant, zone, { day: "numeric", month: "short", year: "numeric" });
    case "date_long": return longDay(instant, zone);
    case "day_divider": return longDay(instant, zone);
    case "time": return clockTime(instant, zone);
    case "time_secs": return format(instant, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
    case "ago": return ago(instant, now);
    default: return null;
  }
}

function nearDay(instant, zone, now) {
  const days = Math.round((Date.parse(isoDay(instant, zone)) - Date.parse(isoDay(now, zone))) / 86400000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function ago(instant, now) {
  const seconds = Math.round((instant - now) / 1000);
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
