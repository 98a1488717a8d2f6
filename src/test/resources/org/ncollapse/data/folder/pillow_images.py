"""Writes pillow-images.tsv with Pillow 12.3.0 (libjpeg-turbo 3.1.4.1) and numpy 2.4.6.

One image file a line: its name, its bytes, and the red, green and blue planes that Pillow's convert("RGB") gives, both in
base64. In place of the planes of a file that must be refused: "!" and a part of the message. Files that Pillow cannot
write are assembled by hand, and read by Pillow.
"""

import base64
import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms

WIDTH, HEIGHT = 13, 10
random = np.random.default_rng(5)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
rgb = np.stack([x * 19 % 256, y * 25 % 256, ((x + y) * 11 + 40) % 256], -1)
rgb = np.clip(rgb + random.integers(-9, 9, rgb.shape), 0, 255).astype(np.uint8)
gray = rgb[..., 0]
alpha = random.integers(0, 256, gray.shape).astype(np.uint8)
color_image = Image.fromarray(rgb)
gray_image = Image.fromarray(gray)
palette_image = color_image.quantize(50)
files = {}
refused = {}


def saved(name, image, **options):
    out = io.BytesIO()
    image.save(out, {"jpg": "JPEG"}.get(name[-3:], name[-3:]), **options)
    files[name] = out.getvalue()


def refuse(name, content, message):
    files[name] = content
    refused[name] = message


def bits(values, depth):
    text = "".join(format(int(v), f"0{depth}b") for v in values)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))


# PNG
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(color, depth, rows, extra=b"", interlace=0, width=WIDTH, height=HEIGHT):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def adam7(pixels):
    for x0, y0, dx, dy in (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2):
        yield from (row.tobytes() for row in pixels[y0::dy, x0::dx])


rgb_rows = [row.tobytes() for row in rgb]
gray_rows = [row.tobytes() for row in gray]
saved("rgb.png", color_image)
saved("gray.png", gray_image)
saved("alpha.png", Image.fromarray(np.dstack([rgb, alpha])))
saved("gray-alpha.png", Image.merge("LA", (gray_image, Image.fromarray(alpha))))
for depth in 1, 2, 4:
    rows = [bits(row, depth) for row in gray.astype(int) * 2**depth // 256]
    files[f"gray-{depth}-bit.png"] = png(0, depth, rows)
    files[f"gray-{depth}-bit-transparent.png"] = png(0, depth, rows, chunk(b"tRNS", b"\0\1"))
files["gray-transparent.png"] = png(0, 8, gray_rows, chunk(b"tRNS", bytes([0, gray[3, 3]])))
files["rgb-transparent.png"] = png(2, 8, rgb_rows, chunk(b"tRNS", b"".join(bytes([0, v]) for v in rgb[2, 2])))
for colors in 2, 4, 16, 50:
    saved(f"palette-{colors}.png", color_image.quantize(colors))
saved("palette-alpha.png", color_image.quantize(16), transparency=bytes(range(16)))
files["gamma.png"] = png(2, 8, rgb_rows, chunk(b"gAMA", struct.pack(">I", 100000)))
files["interlaced.png"] = png(2, 8, adam7(rgb), interlace=1)
files["interlaced-gray.png"] = png(0, 8, adam7(gray), interlace=1)
files["animated.png"] = png(2, 8, rgb_rows, chunk(b"acTL", struct.pack(">II", 1, 0)))
refuse("gray-16-bit.png", png(0, 16, [(row.astype(">u2") * 257).tobytes() for row in gray]), "16 bits per channel")
refuse("rgb-16-bit.png", png(2, 16, [(row.astype(">u2") * 257).tobytes() for row in rgb]), "16 bits per channel")
refuse("palette-exceeded.png", png(3, 8, [bytes([5] * WIDTH)] * HEIGHT, chunk(b"PLTE", bytes(9))), "outside the palette")
refuse("checksum.png", files["rgb.png"][:60] + b"\1" + files["rgb.png"][61:], "checksum")
refuse("rows-missing.png", png(2, 8, rgb_rows[:6]), "damaged")
refuse("huge.png", png(0, 1, [bytes(7500)] * 100, width=60000, height=60000), "60000 pixels wide")

# JPEG
icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
for subsampling in 0, 1, 2:
    saved(f"baseline-{subsampling}.jpg", color_image, quality=90, subsampling=subsampling)
    saved(f"progressive-{subsampling}.jpg", color_image, quality=90, subsampling=subsampling, progressive=True)
saved("gray.jpg", gray_image, quality=90)
saved("gray-progressive.jpg", gray_image, quality=90, progressive=True)
saved("restart.jpg", color_image, quality=90, restart_marker_blocks=1)
saved("profile.jpg", color_image, quality=90, icc_profile=icc)
saved("adobe-rgb.jpg", color_image, quality=90, keep_rgb=True)
whole = files["baseline-0.jpg"]
bare = whole[:2] + whole[20:]  # without the JFIF segment
adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0"
files["no-metadata.jpg"] = bare
files["adobe-ycbcr.jpg"] = bare[:2] + adobe + b"\1" + bare[2:]
files["jfif-and-adobe.jpg"] = whole[:20] + adobe + b"\0" + bare[2:]
files["exif.jpg"] = bare[:2] + b"\xff\xe1\0\x10Exif\0\0MM\0*\0\0\0\x08" + bare[2:]
saved("cmyk.jpg", color_image.convert("CMYK"), quality=90)
cmyk = files["cmyk.jpg"]
transform = cmyk.index(b"Adobe") + 11
refuse("cmyk.jpg", cmyk, "CMYK")
refuse("ycck.jpg", cmyk[:transform] + b"\2" + cmyk[transform + 1 :], "CMYK")
refuse("adobe-transform-2.jpg", bare[:2] + adobe + b"\2" + bare[2:], "Adobe color transform 2")
refuse("no-end.jpg", whole[:-2], "truncated")
refuse("cut-and-closed.jpg", whole[:-40] + b"\xff\xd9", "premature end")
progressive = files["progressive-2.jpg"]
last_scan = progressive.rindex(b"\xff\xc4")
refuse("without-last-scan.jpg", progressive[:last_scan] + b"\xff\xd9", "truncated")

# GIF
saved("palette.gif", palette_image)
saved("interlaced.gif", palette_image, interlace=1)
saved("gray.gif", gray_image)
saved("transparent.gif", palette_image, transparency=3)
saved("two-colors.gif", color_image.quantize(2))
saved("animated.gif", palette_image, save_all=True, append_images=[Image.fromarray(255 - rgb).quantize(50)])
larger = bytearray(files["palette.gif"])
larger[6] += 3
refuse("first-image-smaller.gif", bytes(larger), "does not fill")


# BMP
def bmp(depth, height, rows, palette=b"", header=40, used=0, compression=0, profile=b""):
    pixels = b"".join(row + b"\0" * (-len(row) % 4) for row in rows)
    offset = 14 + header + len(palette)
    size = offset + len(pixels)
    info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, depth, compression, len(pixels), 1, 1, used, 0)
    info += profile.ljust(header - 40, b"\0")
    return b"BM" + struct.pack("<IHHI", size, 0, 0, offset) + info + palette + pixels


bgr_rows = [row.tobytes() for row in rgb[..., ::-1]]
bgra_rows = [row.tobytes() for row in np.dstack([rgb[..., ::-1], alpha])]
indices = gray.astype(int) // 16
palette = b"".join(bytes([i * 3, i * 7, i * 16, 0]) for i in range(16))
saved("rgb.bmp", color_image)
saved("gray.bmp", gray_image)
saved("palette.bmp", palette_image)
files["1-bit.bmp"] = bmp(1, HEIGHT, [bits(row, 1) for row in indices[::-1] // 8], bytes([10, 20, 30, 0, 200, 210, 220, 0]))
files["4-bit.bmp"] = bmp(4, HEIGHT, [bits(row, 4) for row in indices[::-1]], palette)
files["few-colors.bmp"] = bmp(8, HEIGHT, [bytes(row.tolist()) for row in indices[::-1]], palette, used=16)
files["32-bit.bmp"] = bmp(32, HEIGHT, bgra_rows[::-1])
files["top-down.bmp"] = bmp(24, -HEIGHT, bgr_rows)
files["version-4.bmp"] = bmp(24, HEIGHT, bgr_rows[::-1], header=108)
files["version-5.bmp"] = bmp(24, HEIGHT, bgr_rows[::-1], header=124, profile=b"\0" * 16 + b"BGRs")
refuse("palette-exceeded.bmp", bmp(8, HEIGHT, [bytes([5] * WIDTH)] * HEIGHT, palette[:12], used=3), "outside the palette")
refuse("run-length.bmp", bmp(8, HEIGHT, [bytes(40)], palette, used=16, compression=1), "compression 1")
refuse("linked-profile.bmp", bmp(24, HEIGHT, bgr_rows[:5], header=124, profile=b"\0" * 16 + b"KNIL"), "truncated")

# Others
xmp = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/">]><x>&e;</x>'
psd = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, HEIGHT, WIDTH, 8, 3) + bytes(4)
psd += struct.pack(">I", 12 + len(xmp)) + b"8BIM\x04\x24\0\0" + struct.pack(">I", len(xmp)) + xmp
refuse("photoshop.png", psd + bytes(400), "Photoshop")
refuse("tiff.png", b"II*\0" + bytes(40), "TIFF")
refuse("web-page.jpg", b"<!DOCTYPE html>", "web page")
refuse("pointer.jpg", b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull")
refuse("empty.png", b"", "empty")

with open("pillow-images.tsv", "w", encoding="ascii") as table:
    for name, content in files.items():
        if name in refused:
            expected = "!" + refused[name]
        else:
            planes = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).transpose(2, 0, 1)
            assert planes.shape == (3, HEIGHT, WIDTH)
            expected = base64.b64encode(planes.tobytes()).decode()
        table.write(f"{name}\t{base64.b64encode(content).decode()}\t{expected}\n")
