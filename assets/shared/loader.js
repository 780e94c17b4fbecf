// Loads a tab when its component is first shown: its modules, markup and styles; see tabs/shared/page.py.

const link = (properties) => {
  const made = Object.assign(document.createElement("link"), properties);
  document.head.append(made);
  return made;
};

const styled = (href) =>
  new Promise((done, failed) => {
    link({
      rel: "stylesheet",
      href,
      onload: done,
      onerror: () => failed(new Error("a style sheet could not be fetched")),
    });
  });

async function markup(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`its markup could not be fetched (${answer.status})`);
  return answer.text();
}

// component: {element, props, server, watch} as Gradio gives them. `folder` is the tab's, with its `modules` and
// `styles` by name.
export default async function load(component, { folder, modules, styles }) {
  const url = (name) => new URL(`../${folder}/${name}`, import.meta.url).href;
  for (const name of modules) link({ rel: "modulepreload", href: url(name) }); // in parallel
  const [tab, html] = await Promise.all([
    import(url("index.js")),
    markup(url("index.html")),
    ...styles.map((name) => styled(url(name))),
  ]);
  component.element.innerHTML = html;
  return tab.default(component);
}
