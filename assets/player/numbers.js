/* Numbers as nnviz/figures/numbers.py writes them, and texts made of them; a test compares both. */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number with three significant digits and a true minus sign: 0.0312, −1.50, 42,000 or 1.20×10⁻⁷. */
export function number(value) {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(2).split("e");
  const power = +exponent;
  if (power < -4 || power >= 6) return minus(`${mantissa}×10`) + (power < 0 ? "⁻" : "") + raised(Math.abs(power));
  const digits = Math.max(2 - power, 0);
  const [whole, behind] = Number(`${mantissa}e${power}`).toFixed(digits).split(".");
  return minus(whole.replace(/\B(?=(\d{3})+$)/g, ",") + (behind ? `.${behind}` : ""));
}

const minus = (text) => text.replaceAll("-", "−");
const raised = (power) => Array.from(String(power), (digit) => RAISED[digit]).join("");

const FORMS = {
  undefined: number,
  signed: (value) => number(value).replace(/^(−?)/, (sign) => (sign ? "− " : "+ ")),
  factor: (value) => (number(value).startsWith("−") ? `(${number(value)})` : number(value)),
};

/** A template with numbers in the places of their names: {z}, {b:signed} as in "+ 0.500", {w1:factor} as in "(−1.50)". */
export function filled(template, values) {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, form) => FORMS[form](values[name]));
}
