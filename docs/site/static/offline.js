// A page that is opened from a folder may not read other pages. The search shows excerpts of them from texts.js instead.
if (location.protocol === "file:") {
  document.addEventListener("DOMContentLoaded", () => {
    if (typeof Search === "undefined") return;
    const root = new URL(document.documentElement.dataset.content_root, location.href).pathname;
    const page = (url) => new URL(url, location.href).pathname.slice(root.length).replace(/\.html$/, "");
    window.fetch = async (url) => ({ text: () => PAGE_TEXTS[page(url)] || "" });
    Search.htmlToText = (text) => text;
  });
}
