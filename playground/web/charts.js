// The data_visualization block as a picture, a legend, a sentence and a table
// for those who cannot see the picture. The picture is drawn again when its
// room changes, so that its words keep their size on a phone.

import { freshId, h, s } from "./dom.js";

const height = 220;
const letter = 6.4;

/** Draws a chart with its title, legend and hidden table. */
export function chart(block) {
  const drawing = block.chart ?? {};
  const id = freshId("chart");
  const picture = h("div", { class: "chart-picture" });
  const figure = h("figure", { class: "chart", "aria-labelledby": id },
    h("figcaption", { class: "chart-title", id }, block.title ?? "Chart"),
    picture,
    legend(drawing),
    h("div", { class: "visually-hidden" }, table(block.title ?? "Chart", drawing)));
  if (!painters[drawing.type]) {
    picture.replaceWith(h("div", { class: "not-drawn" }, `Chart type ${drawing.type} is not drawn by the playground`));
    return figure;
  }

  const paint = (width) => {
    const tall = lies(drawing, width) ? lyingHeight(drawing) : height;
    picture.replaceChildren(s("svg", { role: "img", "aria-label": sentence(block), viewBox: `0 0 ${width} ${tall}`, width, height: tall }, painters[drawing.type](drawing, width)));
  };
  let painted = 520;
  paint(painted);
  new ResizeObserver(([entry]) => {
    const width = Math.round(Math.min(entry.contentRect.width, 620));
    if (width < 100 || width === painted) return;
    painted = width;
    paint(width);
  }).observe(picture);
  return figure;
}

const painters = { bar, line: (drawing, width) => curves(drawing, width, false), area: (drawing, width) => curves(drawing, width, true), pie };

function legend(drawing) {
  const names = drawing.type === "pie"
    ? (drawing.segments ?? []).map((segment) => `${segment.label}: ${number(segment.value)}`)
    : (drawing.series ?? []).map((series) => series.name);
  if (drawing.type !== "pie" && names.length < 2) return null;
  return h("ul", { class: "legend" }, names.map((name, index) => h("li", {},
    s("svg", { class: "swatch", viewBox: "0 0 12 12", "aria-hidden": "true" }, s("rect", { class: `series-${index}`, width: 12, height: 12, rx: 3 })), name)));
}

function table(title, drawing) {
  if (drawing.type === "pie") {
    return h("table", {}, h("caption", {}, title), h("tbody", {}, (drawing.segments ?? []).map((segment) =>
      h("tr", {}, h("th", { scope: "row" }, segment.label), h("td", {}, number(segment.value))))));
  }
  const series = drawing.series ?? [];
  return h("table", {}, h("caption", {}, title),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, drawing.axis_config?.x_label || "Name"), series.map((one) => h("th", { scope: "col" }, one.name)))),
    h("tbody", {}, categoriesOf(drawing).map((category) =>
      h("tr", {}, h("th", { scope: "row" }, category), series.map((one) => h("td", {}, number(valueAt(one, category))))))));
}

/** Says in words what the picture shows. */
function sentence(block) {
  const drawing = block.chart;
  const kind = { bar: "Bar chart", line: "Line chart", area: "Area chart", pie: "Pie chart" }[drawing.type];
  const values = drawing.type === "pie"
    ? (drawing.segments ?? []).map((segment) => `${segment.label} ${number(segment.value)}`).join(", ")
    : (drawing.series ?? []).map((one) => `${one.name}: ${categoriesOf(drawing).map((category) => `${category} ${number(valueAt(one, category))}`).join(", ")}`).join("; ");
  return `${kind}: ${block.title ?? ""}. ${values}.`;
}

function bar(drawing, width) {
  return lies(drawing, width) ? lyingBars(drawing, width) : standingBars(drawing, width);
}

function standingBars(drawing, width) {
  const frame = frameOf(drawing, width);
  const series = drawing.series ?? [];
  const group = frame.step * 0.7;
  const each = Math.min(group / series.length, 56);
  const few = frame.categories.length * series.length <= 24 && each >= 12;
  const bars = series.flatMap((one, index) => frame.categories.map((category, column) => {
    const value = valueAt(one, category);
    const x = frame.centre(column) - (each * series.length) / 2 + each * index;
    const top = frame.y(Math.max(value, 0));
    const bottom = frame.y(Math.min(value, 0));
    return [
      s("rect", { class: `series-${index}`, x: x + 1, y: top, width: Math.max(each - 2, 1), height: Math.max(bottom - top, 1), rx: Math.min(3, each / 4) },
        s("title", {}, `${one.name}, ${category}: ${number(value)}`)),
      few && s("text", { class: "chart-value", x: x + each / 2, y: value < 0 ? bottom + 12 : top - 4, "text-anchor": "middle" }, number(value)),
    ];
  }));
  return [axes(frame, drawing), bars];
}

const rowHeight = 20;
const rowGap = 26;

/** Where the names do not fit below standing bars, the bars lie, each below its name. */
function lies(drawing, width) {
  if (drawing.type !== "bar") return false;
  const frame = frameOf(drawing, width);
  return frame.categories.some((category) => !fits(category, frame.step));
}

function lyingHeight(drawing) {
  return categoriesOf(drawing).length * (rowGap + rowHeight * (drawing.series ?? []).length) + 4;
}

function lyingBars(drawing, width) {
  const series = drawing.series ?? [];
  const { low, high } = frameOf(drawing, width);
  const x = (value) => 2 + (width - 46) * ((value - low) / (high - low));
  return categoriesOf(drawing).map((category, row) => {
    const top = row * (rowGap + rowHeight * series.length);
    return [
      s("text", { class: "chart-label", x: 2, y: top + 17 }, category),
      series.map((one, index) => {
        const value = valueAt(one, category);
        const y = top + 22 + rowHeight * index;
        return [
          s("rect", { class: `series-${index}`, x: x(Math.min(value, 0)), y, width: Math.max(Math.abs(x(value) - x(0)), 1), height: rowHeight - 3, rx: 3 }, s("title", {}, `${one.name}, ${category}: ${number(value)}`)),
          s("text", { class: "chart-value", x: x(Math.max(value, 0)) + 6, y: y + 13 }, number(value)),
        ];
      }),
    ];
  });
}

function curves(drawing, width, filled) {
  const frame = frameOf(drawing, width);
  const drawn = (drawing.series ?? []).map((one, index) => {
    const points = frame.categories.map((category, column) => [frame.centre(column), frame.y(valueAt(one, category))]);
    const path = points.map(([x, y], at) => `${at ? "L" : "M"}${x} ${y}`).join("");
    const ground = frame.y(Math.max(frame.low, 0));
    return [
      filled && s("path", { class: `series-${index} chart-area`, d: `${path}L${points.at(-1)[0]} ${ground}L${points[0][0]} ${ground}Z` }),
      s("path", { class: `stroke-${index} chart-line`, d: path }),
      points.map(([x, y], at) => s("circle", { class: `series-${index}`, cx: x, cy: y, r: 4 },
        s("title", {}, `${one.name}, ${frame.categories[at]}: ${number(valueAt(one, frame.categories[at]))}`))),
    ];
  });
  return [axes(frame, drawing), drawn];
}

function pie(drawing, width) {
  const segments = drawing.segments ?? [];
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  const radius = height / 2 - 12;
  const point = (turn, distance) => [width / 2 + distance * Math.sin(turn * 2 * Math.PI), height / 2 - distance * Math.cos(turn * 2 * Math.PI)];
  let start = 0;
  return segments.map((segment, index) => {
    const share = segment.value / total;
    const [x1, y1] = point(start, radius);
    const [x2, y2] = point(start + share, radius);
    const [tx, ty] = point(start + share / 2, radius * 0.65);
    const shape = share > 0.9999
      ? s("circle", { cx: width / 2, cy: height / 2, r: radius, class: `series-${index} chart-slice` })
      : s("path", { class: `series-${index} chart-slice`, d: `M${width / 2} ${height / 2}L${x1} ${y1}A${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${x2} ${y2}Z` });
    start += share;
    shape.append(s("title", {}, `${segment.label}: ${number(segment.value)}`));
    return [shape, share > 0.06 && s("text", { class: "chart-share", x: tx, y: ty + 4, "text-anchor": "middle" }, number(segment.value))];
  });
}

function frameOf(drawing, width) {
  const categories = categoriesOf(drawing);
  const values = (drawing.series ?? []).flatMap((one) => categories.map((category) => valueAt(one, category)));
  const { low, high, step: rung } = scale(Math.min(0, ...values), Math.max(0, ...values));
  const left = drawing.axis_config?.y_label ? 52 : 34;
  const step = (width - left - 8) / categories.length;
  const every = Math.max(1, ...categories.map((category) => (fits(category, step) ? 1 : Math.ceil((category.length * letter + 6) / step))));
  const bottom = (drawing.axis_config?.x_label ? 20 : 4) + 32;
  const top = 16;
  return {
    categories, low, high, rung, left, step, every, top, bottom, right: width - 8,
    centre: (column) => left + step * (column + 0.5),
    y: (value) => top + (height - top - bottom) * (1 - (value - low) / (high - low)),
  };
}

function axes(frame, drawing) {
  const rungs = [];
  for (let value = frame.low; value <= frame.high + frame.rung / 1000; value += frame.rung) rungs.push(value);
  return [
    rungs.map((value) => [
      s("line", { class: Math.abs(value) < frame.rung / 1000 ? "chart-ground" : "chart-rung", x1: frame.left, x2: frame.right, y1: frame.y(value), y2: frame.y(value) }),
      s("text", { class: "chart-label", x: frame.left - 6, y: frame.y(value) + 4, "text-anchor": "end" }, number(value)),
    ]),
    frame.categories.map((category, column) => categoryLabel(category, column, frame)),
    drawing.axis_config?.x_label && s("text", { class: "chart-axis", x: (frame.left + frame.right) / 2, y: height - 4, "text-anchor": "middle" }, drawing.axis_config.x_label),
    drawing.axis_config?.y_label && s("text", { class: "chart-axis", "text-anchor": "middle",
      transform: `translate(12 ${(frame.top + height - frame.bottom) / 2}) rotate(-90)` }, drawing.axis_config.y_label),
  ];
}

function categoryLabel(category, column, frame) {
  const x = frame.centre(column);
  const y = height - frame.bottom + 16;
  if (column % frame.every) return null;
  const rows = frame.every === 1 && category.length * letter > frame.step - 4 ? halves(category) : [category];
  return s("text", { class: "chart-label", x, y, "text-anchor": "middle" }, rows.map((row, index) => s("tspan", { x, dy: index ? 13 : 0 }, row)));
}

function fits(category, step) {
  return category.length * letter <= step - 4 || halves(category).every((row) => row.length * letter <= step - 4);
}

function halves(category) {
  const gaps = [...category.matchAll(/[ -]/g)].map((match) => match.index);
  if (!gaps.length) return [category];
  const middle = gaps.reduce((best, gap) => (Math.abs(gap - category.length / 2) < Math.abs(best - category.length / 2) ? gap : best));
  return [category.slice(0, middle + 1).trimEnd(), category.slice(middle + 1)];
}

function scale(low, high) {
  if (low === high) return { low: 0, high: 1, step: 1 };
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough);
  const wholeNumbers = Number.isInteger(low) && Number.isInteger(high);
  const step = wholeNumbers ? Math.max(nice, 1) : nice;
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, step };
}

function categoriesOf(drawing) {
  return drawing.axis_config?.categories ?? (drawing.series?.[0]?.data ?? []).map((point) => point.label);
}

function valueAt(series, category) {
  return series.data?.find((point) => point.label === category)?.value ?? 0;
}

function number(value) {
  return new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 }).format(value);
}
