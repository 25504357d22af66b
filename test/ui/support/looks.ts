/** What a person would notice of texts in the workbench: whether they can be read. */
import type { Locator } from 'playwright-core';
import * as v from 'valibot';

const Look = v.object({
  text: v.string(),
  /** Some of it is cut off. */
  isClipped: v.boolean(),
  /** Of the text against what lies behind it, as WCAG 2 reckons it: the least of its parts. */
  contrast: v.number(),
  hasIcon: v.boolean(),
});
export type Look = v.InferOutput<typeof Look>;

/** What WCAG 2 asks of text of this size. */
const READABLE = 4.5;

export function isHardToRead({ isClipped, contrast }: Look): boolean {
  return isClipped || contrast < READABLE;
}

/** How each of the elements looks. */
export async function looksOf(elements: Locator): Promise<readonly Look[]> {
  await elements.page().evaluate(`globalThis.${NAME} = ${LOOK}`);
  const looks = await elements.evaluateAll((shown, name): unknown => {
    const look: unknown = Reflect.get(globalThis, name);
    return typeof look === 'function' ? Reflect.apply(look, undefined, [shown]) : undefined;
  }, NAME);
  return v.parse(v.array(Look), looks);
}

/** By which the page knows {@link LOOK}. */
const NAME = 'oxenLooksOf';

/** As text: these are names of the browser's, which Node's types do not know. */
const LOOK = `(elements) => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parse = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return { rgb: [r, g, b], alpha: a / 255 };
  };
  const over = (color, below) => below.map((part, i) => color.rgb[i] * color.alpha + part * (1 - color.alpha));
  const withParents = (element) => (element ? [...withParents(element.parentElement), element] : []);
  const behind = (element) =>
    withParents(element).reduce((below, each) => over(parse(getComputedStyle(each).backgroundColor), below), [255, 255, 255]);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrastOf = (element) => {
    const color = parse(getComputedStyle(element).color);
    const opacity = withParents(element).reduce((product, each) => product * Number(getComputedStyle(each).opacity), 1);
    const below = behind(element);
    const [dark, light] = [luminance(below), luminance(over({ ...color, alpha: color.alpha * opacity }, below))].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const isShown = (element) => element.getClientRects().length > 0;
  const textsIn = (element) => [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '');
  const rectOf = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return range.getBoundingClientRect();
  };
  const isOutside = (inner, outer) =>
    inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
  const isCut = (text) =>
    withParents(text.parentElement)
      .filter((each) => getComputedStyle(each).overflow !== 'visible')
      .some((each) => isOutside(rectOf(text), each.getBoundingClientRect()));
  const isIcon = (element) => {
    const { content, backgroundImage } = getComputedStyle(element, '::before');
    return isShown(element) && ((content !== 'none' && !/^"\\s*"$/.test(content)) || backgroundImage !== 'none' || getComputedStyle(element).backgroundImage !== 'none');
  };
  return elements.map((element) => {
    const parts = [element, ...element.querySelectorAll('*')].filter(isShown);
    const texts = parts.flatMap(textsIn);
    return {
      text: element.innerText.replace(/\\s+/g, ' ').trim(),
      isClipped: texts.some(isCut),
      contrast: Math.min(...texts.map((each) => contrastOf(each.parentElement))),
      hasIcon: parts.some((each) => !each.matches('.monaco-tl-twistie') && isIcon(each)),
    };
  });
}`;
