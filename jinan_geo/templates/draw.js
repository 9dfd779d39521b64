// The map of one district, or of all, as base64 of a JPEG, which a PDF takes as it is.
// What is set holds at once, so no frame need be waited for.
async district => {
  jinanGeo.set({ filters: district ? { district: [district] } : {}, map: null });
  const picker = document.querySelector(".jg-district-picker");
  if (district && picker) {
    picker.value = district;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const bytes = Uint8Array.from(atob(await jinanGeo.export("png")), letter => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/jpeg", 0.92).split(",")[1];
}
