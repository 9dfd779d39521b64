// What a popup, a tooltip or an icon says: a few tags for its look; whatever else was written is shown as it was written.

const TAGS = new Set(
  (
    "a abbr b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img li mark ol p pre s small " +
    "span strong sub sup table tbody td tfoot th thead tr u ul svg g circle ellipse line path polygon polyline rect text"
  ).split(" "),
);
const PLAIN = new Set(
  (
    "align bgcolor border cellpadding cellspacing color colspan rowspan size face title alt width height class " +
    "cx cy r rx ry x y x1 y1 x2 y2 d points viewBox fill stroke stroke-width transform opacity fill-opacity text-anchor font-size"
  ).split(" "),
);
const LINK = /^(https?:|mailto:|tel:|#)/i;
const PICTURE = /^data:image\/(png|jpeg|gif|webp);/i;
/** Before names of styles and handlers until they are set by hand: parsed as such, the policy would complain of them. */
const WAITING = "data-jg-";
const STYLE = `${WAITING}style`;

export function plain(text: string): HTMLElement {
  const box = document.createElement("div");
  box.textContent = text;
  return box;
}

export function markup(html: string, style = ""): HTMLElement {
  const box = document.createElement("div");
  setStyle(box, style);
  const quiet = html
    .replace(/<(\/?)([a-z][a-z0-9]*)?/gi, (start: string, slash: string, name = "") =>
      TAGS.has(name.toLowerCase()) ? start : `&lt;${slash}${name}`,
    )
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/([\s"'/])(style|on[a-z]+)(\s*=)/gi, `$1${WAITING}$2$3`),
    );
  // A parsed document without a window: nothing in it runs or loads.
  const parsed = new DOMParser().parseFromString(`<body>${quiet}`, "text/html");
  for (const node of [...parsed.head.childNodes, ...parsed.body.childNodes]) copy(node, box);
  return box;
}

function copy(node: Node, into: Element): void {
  if (node.nodeType === Node.TEXT_NODE) into.append(node.textContent ?? "");
  if (!(node.nodeType === Node.ELEMENT_NODE)) return;
  const element = node as Element;
  if (!isShown(element)) {
    into.append(element.outerHTML.split(WAITING).join(""));
    return;
  }
  const made = document.createElementNS(element.namespaceURI, element.localName);
  for (const { name, value } of element.attributes) setAttribute(made, name, value);
  into.append(made);
  for (const child of element.childNodes) copy(child, made);
}

const isShown = (element: Element): boolean =>
  TAGS.has(element.localName) &&
  (element.localName !== "img" || PICTURE.test(element.getAttribute("src") ?? ""));

function setAttribute(made: Element, name: string, value: string): void {
  if (name === STYLE) setStyle(made as HTMLElement, value);
  else if (PLAIN.has(name)) made.setAttribute(name, value);
  else if (name === "href" && made.localName === "a" && LINK.test(value)) {
    made.setAttribute(name, value);
    made.setAttribute("target", "_blank");
    made.setAttribute("rel", "noopener noreferrer");
  } else if (name === "src" && made.localName === "img") made.setAttribute(name, value);
}

/** By its properties, which the page's policy allows; what would be loaded is left out. */
function setStyle(made: HTMLElement | SVGElement, style: string): void {
  if (style && !/url\s*\(|@import|\\/i.test(style)) made.style.cssText = style;
}
