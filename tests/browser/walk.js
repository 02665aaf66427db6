// Walks a page and returns what a person would stumble over: a page wider than its window, faint text, small text, small targets.
() => {
  const found = [];
  const isPortal = document.body.classList.contains("portal");
  const leastTarget = isPortal ? 44 : 28;
  const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const parse = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { light: 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue), alpha };
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { light, alpha } = parse(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return light;
    }
    return 1;
  };
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wider) found.push(["too wide", wider]);
  for (const element of document.querySelectorAll("body *")) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || element.matches(".skip, option")) continue;
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (hasText && contrast(parse(style.color).light, ground(element)) < 4.5) found.push(["faint", element.outerHTML.slice(0, 80)]);
    if (hasText && isPortal && parseFloat(style.fontSize) < 14.9 && !element.closest(".environment")) {
      found.push(["small text", style.fontSize, element.outerHTML.slice(0, 80)]);
    }
    if (!element.matches("a[href], button, input:not([type=hidden]), select, textarea, summary")) continue;
    const target = element.matches("[type=radio], [type=checkbox]") ? element.closest(".pick").getBoundingClientRect() : box;
    // A link inside a sentence may be as high as its line.
    const least = style.display === "inline" ? 24 : leastTarget;
    if (target.height < least - 0.5 || target.width < 24) {
      found.push(["small target", Math.round(target.width), Math.round(target.height), element.outerHTML.slice(0, 80)]);
    }
  }
  return found;
}
