// Looks at the page it runs in: landmarks, headings, overflow, names of controls, contrast of text (WCAG AA).
const MIN_CONTRAST = 4.5;
const CONTROLS = 'button, a[href], input:not([type="hidden"]):not([hidden]), select, textarea, [role="switch"]';
const NOT_READ = ':disabled, fieldset:disabled *, [aria-disabled="true"], [data-disabled], .sr-only, option, [aria-hidden="true"]';

// oxlint-disable-next-line no-unused-vars -- called by page-faults.ts
function findPageFaults() {
  return [...structureFaults(), ...nameFaults(), ...contrastFaults()];
}

const describe = (element) => `<${element.tagName.toLowerCase()}> ${element.textContent.trim().slice(0, 40)}`;
const isVisible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

function structureFaults() {
  const mains = document.querySelectorAll('main').length;
  const titles = document.querySelectorAll('h1').length;
  const overflow = document.documentElement.scrollWidth - window.innerWidth;
  return [
    ...(mains === 1 ? [] : [`${mains} main landmarks`]),
    ...(titles === 1 ? [] : [`${titles} headings of level 1`]),
    ...(overflow > 0 ? [`${overflow} px wider than the window: ${widest()}`] : []),
  ];
}

/** The outermost element that ends furthest to the right, for whoever reads the fault. */
function widest() {
  const ends = [...document.body.querySelectorAll('*')].map((element) => ({ element, end: element.getBoundingClientRect().right }));
  const furthest = ends.reduce((one, other) => (other.end > one.end ? other : one));
  return describe(furthest.element);
}

function nameFaults() {
  return [...document.querySelectorAll(CONTROLS)]
    .filter((control) => isVisible(control) && control.getAttribute('aria-hidden') !== 'true' && !hasName(control))
    .map((control) => `no name: ${control.outerHTML.slice(0, 120)}`);
}

function hasName(control) {
  const label = control.getAttribute('aria-label') ?? control.getAttribute('aria-labelledby') ?? control.textContent.trim();
  return label !== '' || (control.labels?.length ?? 0) > 0;
}

function contrastFaults() {
  const look = createEye();
  return [...document.querySelectorAll('main *')]
    .filter((element) => hasOwnText(element) && isVisible(element) && element.closest(NOT_READ) === null)
    .map((element) => ({ element, contrast: contrastOf(look(getComputedStyle(element).color), backgroundOf(element, look)) }))
    .filter(({ contrast }) => contrast < MIN_CONTRAST)
    .map(({ element, contrast }) => `contrast ${contrast.toFixed(2)}: ${describe(element)}`);
}

const hasOwnText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');

/** Any colour that a style sheet can say, as red, green, blue and alpha. */
function createEye() {
  const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const seen = new Map();
  return (colour) => {
    if (!seen.has(colour)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      seen.set(colour, [...brush.getImageData(0, 0, 1, 1).data]);
    }
    return seen.get(colour);
  };
}

function backgroundOf(element, look) {
  for (let at = element; at !== null; at = at.parentElement) {
    const colour = look(getComputedStyle(at).backgroundColor);
    if (colour[3] > 250) return colour;
  }
  return [255, 255, 255, 255];
}

function contrastOf(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]) {
  const linear = (channel) => (channel / 255 <= 0.03928 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
