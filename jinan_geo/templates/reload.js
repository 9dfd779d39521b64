// Added by `jinan-geo serve` to what it sends; the page on the disk has none of it.
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var source = new EventSource("/-/events?page=" + encodeURIComponent(own.page));
  var box = null;

  function line(text, isHead) {
    var part = document.createElement("div");
    part.textContent = text;
    part.style.fontWeight = isHead ? "700" : "400";
    box.appendChild(part);
  }

  function show(told) {
    if (box) {
      box.remove();
      box = null;
    }
    if (!told.title) {
      return;
    }
    box = document.createElement("div");
    box.id = "jg-serve";
    box.setAttribute("role", "status");
    box.style.cssText =
      "position:fixed;left:12px;bottom:12px;z-index:100000;max-width:min(560px,calc(100vw - 24px));" +
      "max-height:40vh;overflow:auto;padding:8px 12px;border-radius:6px;font:14px/1.5 sans-serif;" +
      "color:var(--jg-white);background:" + (told.failed ? "var(--jg-red)" : "var(--jg-ink)");
    line(told.title, true);
    told.lines.forEach(function (text) {
      line(text, false);
    });
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = told.close;
    close.style.cssText = "margin-top:6px;font:inherit;cursor:pointer";
    close.addEventListener("click", function () {
      show({});
    });
    box.appendChild(close);
    document.body.appendChild(box);
  }

  source.onmessage = function (event) {
    var told = JSON.parse(event.data);
    if (told.tag && told.tag !== own.tag) {
      source.close();
      location.reload(); // the state is in the link's hash, which a reload keeps
      return;
    }
    whenReady(function () {
      show(told);
    });
  };

  // Not before the page has kept itself as the file that it may be saved as.
  function whenReady(then) {
    if (document.readyState !== "complete") {
      addEventListener("load", function () {
        whenReady(then);
      });
    } else if (window.jinanGeo && window.jinanGeo.ready) {
      window.jinanGeo.ready.then(then, then);
    } else {
      then();
    }
  }
})();
