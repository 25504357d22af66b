import type { Page } from 'playwright-core';

/** Draws a mouse pointer, which a headless browser does not: else nobody sees in an animation what is clicked. */
export async function drawPointer(page: Page): Promise<void> {
  await page.evaluate(POINTER);
}

/** As text: these are names of the browser's, which Node's types do not know. */
const POINTER = `(() => {
  const svg = 'http://www.w3.org/2000/svg';
  const pointer = document.createElementNS(svg, 'svg');
  const arrow = document.createElementNS(svg, 'path');
  arrow.setAttribute('d', 'M1 1v16l4-4 3 7 3-1-3-7h6z');
  arrow.setAttribute('fill', 'black');
  arrow.setAttribute('stroke', 'white');
  pointer.append(arrow);
  Object.assign(pointer.style, { position: 'fixed', width: '16px', height: '22px', zIndex: '1000000', pointerEvents: 'none' });
  document.body.append(pointer);
  document.addEventListener('mousemove', ({ clientX, clientY }) => {
    Object.assign(pointer.style, { left: clientX + 'px', top: clientY + 'px' });
  }, { capture: true });
})()`;
