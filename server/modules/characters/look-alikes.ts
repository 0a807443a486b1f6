/**
 * Names that look the same count as one, after the idea of Unicode's skeletons (UTS #39): letters of other scripts that are drawn
 * like Latin ones (or like each other) are replaced by one of them, and so are pairs drawn like one letter. A name is shown with a
 * capital first and small letters after, so that is the form that is compared. Only letters that names can have stand here.
 */
const CAPITALS = alike(
  // Cyrillic
  ..."АA ВB ЕE ЅS ІI ЇÏ ЈJ КK МM НH ОO РP СC ТT УY ХX ԚQ ԜW ЁË ГΓ ПΠ ФΦ".split(" "),
  // Greek
  ..."ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX".split(" "),
  // Armenian
  ..."ՕO ՍU ՏS ԼL".split(" "),
);
const SMALL = alike(
  // Cyrillic
  ..."аa еe оo рp сc уy хx іi їï јj ѕs ԁd һh ԛq ԝw ёë гr кk".split(" "),
  // Greek
  ..."αa οo νv ιi ρp υu γy σo ςc κk".split(" "),
  // Armenian
  ..."օo սu ցg հh ոn զq յj".split(" "),
  // Latin
  ..."ıi ɩi ɑa ɡg ſf ɪi ʀr ʏy".split(" "),
);
const PAIRS: readonly (readonly [string, string])[] = [
  ["rn", "m"],
  ["vv", "w"],
];

function alike(...pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(pairs.map((pair) => [...pair] as [string, string]));
}

/** The same text for all names that look alike, whatever their case. */
export function lookKey(name: string): string {
  const [first, ...rest] = name.toLowerCase().normalize("NFC");
  const capital = first.toUpperCase();
  const small = PAIRS.reduce((text, [pair, one]) => text.replaceAll(pair, one), rest.join(""));
  const key = (CAPITALS.get(capital) ?? SMALL.get(first) ?? first) + [...small].map((letter) => SMALL.get(letter) ?? letter).join("");
  return key.toLowerCase().normalize("NFC");
}
