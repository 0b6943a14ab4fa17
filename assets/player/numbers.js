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

/** What the digits shown come to. A hand sets numbers that are shown with all their digits, so a result is off by a digit
    only where what is left out begins with a 5: at school that is rounded away from zero, whatever the computer does. */
function equals(value) {
  return `${number(value * (1 + 1e-12)) === number(value) ? "=" : "≈"} ${number(value)}`;
}

const FORMS = {
  undefined: number,
  signed: (value) => number(value).replace(/^(−?)/, (sign) => (sign ? "− " : "+ ")),
  factor: (value) => (number(value).startsWith("−") ? `(${number(value)})` : number(value)),
  whole: (value) => minus(`${value}`),
  equals,
  outside: (share) => (share > 1 ? "outside ↑" : share < -1 ? "outside ↓" : " "),
};

/** A template with numbers in the places of their names: {z}, {b:signed} as in "+ 0.500", {w1:factor} as in "(−1.50)",
    {a:whole} as in "1", {z:equals} as in "= 2.50"; {high:outside} is "outside ↑" where it is above 1. */
export function filled(template, values) {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, form) => FORMS[form](values[name]));
}
