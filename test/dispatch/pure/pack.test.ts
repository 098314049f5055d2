import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { add, estimateTokens, EMPTY, isFull, type PackLimits, type PackSize } from "../../../src/dispatch/pack.ts";

const LIMITS: PackLimits = { requests: 3, bytes: 100, tokens: 50, usd: 1 };

function size(requests: number, bytes: number, tokens: number, usd = 0): PackSize {
  return { requests, bytes, tokens, usd };
}

test.each<[string, PackSize, PackSize, boolean]>([
  ["an empty shard and any line", EMPTY, size(1, 1000, 1000), false],
  ["a line that fits exactly", size(2, 90, 40), size(1, 10, 10), false],
  ["one request too many", size(3, 30, 30), size(1, 1, 1), true],
  ["one byte too many", size(1, 90, 0), size(1, 11, 0), true],
  ["one token too many", size(1, 0, 45), size(1, 0, 6), true],
  ["a cent too many", size(1, 0, 0, 0.995), size(1, 0, 0, 0.01), true],
])("%s: whether the shard must be closed first", (_name, filled, line, full) => {
  expect(isFull(filled, line, LIMITS)).toBe(full);
});

test("a shard without limit is never full", () => {
  const endless = size(Infinity, Infinity, Infinity, Infinity);
  expect(isFull(size(50_000, 2e8, 1e9), size(1, 1e9, 1e9), endless)).toBe(false);
});

test("sizes add up", () => {
  expect(add(add(EMPTY, size(1, 10, 3)), size(1, 5, 2))).toEqual({ requests: 2, bytes: 15, tokens: 5, usd: 0 });
});

const TEXTS: Readonly<Record<string, string>> = {
  English: "The quick brown fox jumps over the lazy dog, and then it goes home to sleep for the night.",
  German: "Die Würde des Menschen ist unantastbar. Sie zu achten und zu schützen ist Verpflichtung aller staatlichen Gewalt.",
  Finnish: "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.",
  Vietnamese: "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
  Chinese: "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
  Japanese: "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
  Korean: "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
  Russian: "Все люди рождаются свободными и равными в своем достоинстве и правах.",
  Arabic: "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
  Hebrew: "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
  Hindi: "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
  Thai: "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
  Greek: "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
  Burmese: "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခါဖြင့် လည်းကောင်း၊",
  Khmer: "មនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរនិងសិទ្ធិ។",
  Georgian: "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.",
};

/** Tokens that a request has at the least: the text's, 4 for its message and 3 for the answer. */
function tokensOf(text: string): number {
  return countTokens(text) + 7;
}

test.each(Object.entries(TEXTS))("the estimate is no less than the tokens of a text in %s, short or long", (_name, text) => {
  const long = `${text} `.repeat(50);
  expect(estimateTokens([{ content: text }])).toBeGreaterThanOrEqual(tokensOf(text));
  expect(estimateTokens([{ content: long }])).toBeGreaterThanOrEqual(tokensOf(long));
});

test("the estimate of a request is the sum over its messages, and of no message is nothing", () => {
  const one = estimateTokens([{ content: "Be brief." }]);
  const two = estimateTokens([{ content: "Why is the sky blue?" }]);
  expect(estimateTokens([{ content: "Be brief." }, { content: "Why is the sky blue?" }])).toBe(one + two);
  expect(estimateTokens([])).toBe(0);
});

test("a longer text never has a smaller estimate", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 50 }), fc.string({ maxLength: 50 }), (text, more) => {
      expect(estimateTokens([{ content: text + more }])).toBeGreaterThanOrEqual(estimateTokens([{ content: text }]));
    }),
  );
});
