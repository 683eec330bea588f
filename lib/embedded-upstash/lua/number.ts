const significantDigits = 14

/** A number as Lua 5.1 prints it, C's `%.14g`. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "-nan"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  if (Object.is(value, -0)) return "-0"
  const [mantissa = "0", exponentText = "0"] = roundLikeC(Math.abs(value)).split("e")
  const sign = value < 0 ? "-" : ""
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < significantDigits) {
    return sign + withoutTrailingZeros(placePoint(mantissa.replace(".", ""), exponent))
  }
  const digits = String(Math.abs(exponent)).padStart(2, "0")
  return `${sign}${withoutTrailingZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${digits}`
}

/** C rounds a tie to the even digit, JavaScript upwards. */
function roundLikeC(value: number): string {
  const tieAtEvenDigit = /^(\d\.\d{12}[02468])50*(e.*)$/.exec(value.toExponential(40))
  if (tieAtEvenDigit) return `${tieAtEvenDigit[1]}${tieAtEvenDigit[2]}`
  return value.toExponential(significantDigits - 1)
}

function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

function withoutTrailingZeros(decimal: string): string {
  let end = decimal.length
  while (decimal[end - 1] === "0") end -= 1
  return decimal.slice(0, decimal[end - 1] === "." ? end - 1 : end)
}
