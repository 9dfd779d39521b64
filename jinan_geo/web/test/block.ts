// A block made by jinan_geo.payload.columns, so that these tests hold both sides to one format. How it was made:
//
//   block = BlockWriter({"layer": "tiny"})
//   block.add("features", 4, {
//       "id": text_column(["a", "b", "c", "d"]),
//       "name": text_column([f"名{i}\u2028</script>{'x' * 300 if i == 2 else ''}" if i != 1 else None for i in range(4)] ),
//       "kind": text_column(["路", None, "路", "桥"]),
//       "money": int_column([1.25, None, -3.5, 1e9], scale=100),
//       "day": date_column(["2025-10-31", None, "1969-12-31", "2024-02-29"]),
//   })
//   names = text_column([None if i == 1 else f"名{i}</script>" + ("长" * 200 if i == 2 else "") for i in range(40)])
//   block.add("long", 40, {"name": names})
//   x = np.array([117_000_000, 117_010_000, 116_990_000, 117_000_000, 117_002_000], dtype=np.int64)
//   y = np.array([36_600_000, 36_610_000, 36_590_000, 36_600_000, 36_602_000], dtype=np.int64)
//   block.add("rings", 5, {
//       "feature": int_column([0, 1, 2, 2, 2]), "role": text_column(["point", "line", "shell", "shell", "hole"]),
//       "count": int_column([1, 2, 4, 4, 4]), "x": zigzag_column(x, scale=10**6, delta=True), "y": zigzag_column(y, scale=10**6, delta=True),
//   })
//   steps = lambda side: [(side, 0), (0, side), (-side, 0)]
//   moves = [(5000, 0), *steps(2000), (0, 10000), (10000, 0), (0, -10000), *steps(2000)]
//   block.add("vertices", len(moves), {
//       "dx": zigzag_column(np.array([m[0] for m in moves], dtype=np.int64), scale=10**6),
//       "dy": zigzag_column(np.array([m[1] for m in moves], dtype=np.int64), scale=10**6),
//   })
//   block.add("wide", 3, {"big": int_column([2**40, None, 2**40 + 5]), "far": zigzag_column(np.array([2**40, -(2**40), 7], dtype=np.int64), delta=True)})

export const BLOCK = [
  "H4sIAAAAAAACA+2VQW/TMBTHX9pqN1ZuHKl84RJEbKdNWyG47sL4AAMhN0m7iCyd0nRbN1XaFwBx4YbEEEJCXDhy5ItwQgKxI3yB",
  "8dx2iZ9IS5E4znKc/N36n5/9np23GwAnLFaTMGVdlkXJhNksU704HLHuCeuHKhun82d/GI/3EnzcOWEqw5tju49tFiY+jgwiP8OR",
  "idoLUUUBPh+oeKxH7jCFqoeXj1fAcMxhFGS7rMun9sLKXWo1u5lm3148c76evr97Z+Sn0X52D3/ELmF2HV2Vtct8+SRZ0bIItZdG",
  "6GmU0HD/+PQR9fc370qNuLClwB96aoSjb8umc2kbJYbr3jAJdS6OfBWj5o6Te7WLtHHtdmHFS40CZdpgck/2592ZzquFpZiiTTo8",
  "RH53arN4mAxKU74pbC64l69EFh79maslng6aplEyKN9IXLQ6djOfSPmCLLYimUvJ4nruzKksUOkwpltpfzh/QxwlM9/dMI7xvqv/",
  "Vx46z+QsX29/OJ7JlZRt1xYOGgVhnCnWzdJxeGl2HA2O1aDwOyJJoEvu6BaO0lnfcbLKMY9ZE0N2EKZZ5C85/rgU9J19FY+WvjRY",
  "MQ9hzMP9F8/JKs98JlxnH3aHS6bRcm1ZBNXpdJqct4Tnea3SAPeiwV/CK1ueLdz1gtFXaZlbu8CX0+nUqlRrFlSqFliVL2A9sQDO",
  "AeAAry28boBRPoC19RDgwSb0N+elvrIAVGCdoj88+RmpPzm5OH/5+ape1f9e9YfZzDjXFE1TtEzhmaJtio4pOMlmzokSRBEKTjA4",
  "4eAEhBMSTlA4YRF0ZxEWQVgEYRGERRAWQVgEYRGERRAWSVgkYZGERRIWSVgkYZGERRIWSVhkwYKHXrWqm5pVqdVqp437jbPn26+2",
  "67/0cXRNN7O+n7rvkZY13Vw/g9fQAGxv1aEO26BblA24iS3MunSnBRtwsQkXkNdKdXES/gYODzCMFgwAAA==",
].join("");
