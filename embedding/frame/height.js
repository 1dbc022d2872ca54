(() => {
  "use strict";
  if (window.parent === window) return;
  const root = document.documentElement;
  let told = 0;

  function tell() {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ type: "stay-registered:height", version: 1, height }, "*");
  }

  // A host that listens only now resizes the frame by a pixel, and is told again.
  window.addEventListener("resize", () => { told = 0; tell(); });
  window.addEventListener("load", tell);
  if (window.ResizeObserver) new ResizeObserver(tell).observe(root);
})();
