// What the reference encoder (zstd 1.5.4) made of a text, in the ways senders use it. Node 20 cannot
// compress zstd itself.

export interface ZstdSample {
  readonly name: string;
  readonly text: string;
  readonly compressed: Buffer;
}

/** Repetitive enough to stay small when compressed, not so much that it is nothing but matches. */
function sampleText(lines: number): string {
  let text = '';
  for (let line = 0; line < lines; line++) {
    const route = ['cart', 'checkout', 'payment', 'login'][(line * 7 + (line >> 5)) % 4];
    text += `GET /api/${route} answered 200 after ${(line * line) % 97} ms by shop\n`;
  }
  return text;
}

const FAST =
  'KLUv/WQmJe0SAEYUNBxwa9IBcAQzq0N6XnYbz1UIAsskZUpSJlULGCFwPwAlACUA1g7fKnmK98BYSCgSEl0oGiKSBhcK' +
  'CAwGgAYj4VEiCsqjoSDFoXA4SAqCTDFQOBQQj0VSHBxJIkChkQQUAoGBdxNZ9Q6ddL6NjMx25tOd9FbVaWLdp79N3Ufl' +
  '9chDxIh8U6QZC3chbnltHZmI+aZIY3zrWnQseq7lO1YjlY8IsaGr5VF7Lpu/ngnH8lxbfGeMNOUjMnJdy+shdv313Fkm' +
  'sl71odO3ndGdr5tupn6BBKixpV3S/h2BxsxcFT0SWEFgBIETHBoOgQjJIQQv2BsD5hnE/BnK7Tp1SAochGPGQ9fyrwDV' +
  'lIV3mR0ZH/EN7ZlG+GvfV+RTfeHRI0o6ocw/nZkuGjsXuKasyoqB+fFc02NMI+UGXpCUDmV6zQbiAhMeNAMTHj2uc2GR' +
  'Xv0DYH/WjjcbkI+P46u5iKGRF39aJoGQNIAaDCr9QTnNPbnwmNxzYcsRz2AV7B4h0fv1Z3mPOnB7VhKiUXdUulU040fG' +
  'UHLShRlJLjzXkoydbpjr55wRgRuIoxnubopYwmck6D8NIxzji4SP0YQbKO5DCGLljmqiTL07qn4y/NGuDL/0NIL4SIZJ' +
  '4gZQvIO/iZV8SeIIV32TbR5eQlXuL3IgFpYERb4OuLbRLRoWzd9slAZUpuQrTbRO/Vr7KoxOWHyriGellHYC5XLL1zSV' +
  'JSZ+PQJ7XzScUv2EWhsiUpqJcZMjqwimtituUikv91E1I/SVnsWSJ5ZEiMv+cHCNV4sugmN2hallM1GOgKYKHj1lUg==';

const STREAMED =
  'KLUv/QBY/RQAIooeGnCJOrD+4q2l6mtQbfq1QqAim+ympKvqd48Fr5j46vesis/Jun/Z29/r+X7pysx+m8fvqO6N7Gk/' +
  '9V4/Fy917iNfInar4rmy5iLfKxjEsZBDl6VEqrklOTAJQMMgj0UEexRL5izIoCwltMJy1uJZlEGOOoykUYYNAoKBSqgB' +
  '45W0fwfhhRkClTI+ElhBYASBExQSJYcZUBrxrmcM5h0ibHgkrzq8O1jIxRdaa19a7LqbW5k+jMQeiE/SmxCSGPu/n+je' +
  'NWLcm2XMMkb15SRZxvgNTXPfG/3NQNTidF1ll2ZrUhFq72Mx+ZU8+IEsmjmULeyAotdK4Zvd4WDsXrZCpxLd8sF9WpR5' +
  'NF4mu2fseVD+P5ZwQ9P6TVs+ecZdcXd7leV6hHYFYWhyNSRKEDQ+PgcZr4RKCHQylBXdjwRKATxE+vuG7vzj8UqiWnK4' +
  '691mclA42FBaj0oWgiGl6M2XWm4KVZQv47LKRya5PGdyS0KDGKxjRIaaB+DfztPFM0hFz+2j9hT/CuOiTempr0fuHoHL' +
  'BZQxmDi53vJHk4S6hzgqPUP8oXTF6Pkw0X4on7IMZQBiVmHm8J/z9igb4tW3klQYce5DTKHciN72ffUCzx6PSxt1lu/b' +
  'r7kwixln99PMt4gSdMV1US2t57jbpaCiQDCRnPFFuLKgK44CSesJ9naAwbu62ChujKWv1hhTKkd8wF72HKIxyPhNDX44' +
  'APR4XALtcXHd+EMymn0zA91McLU9IeZnVjag5KPI6eB2tSeHYqWARZCdOR0cb778XX0EWuuaP74pXDrRyqrEJJMIWP2f' +
  'AtXU1E4ZiKispmNL24ppJX0tT2ax5i1JoNiO/sg1gtmyorjsp54T0dA5IHyVhWR+LD/IQ1KZKEeAUgU=';

const STRONG =
  'KLUv/QRopAwAJlQzGGBP2iOnn9x88jMhEDhhd/emnZK66mgY5j4AJgAlAL+LtxuVrXmROA4JxuGRBCRTmDTSWEgegImE' +
  'UWkyhqYCaU5DSVgUheYcN4gEJYGpRAqNhVI4BBqTQqAhCAYB1KIZ3oSlzDs6urq8Qkos4c0M26qlfcRzGZ76m78lVc8R' +
  'VdpK9l3Vc0SVttp37vNGZetPrWyUv5Xuu69kqyQ6LpXlX/rzVJ0RX3Yt9pf+PFVnxJfdotYQb8JaFmbRXV1eISXWhDdr' +
  'i2q/zoWnmr8lBYCvqIFEe0n7d0ArSpN0ElhB4EdQCBKC/2T9HOKJw8SXd33Vc1FDlt1Wb6IRaavdfu/BJWrupf5ufjS6' +
  'UVrvhfUaPa46joewK976GbeKUeJf2xwu9tErnNGZDecQrp9PVMBtx4i6jnhxkqpfXZPixHP3XTr83q/4tVttvh87ZwIr' +
  '/6q0z9USf66dk3a6f0aUtYPGCXwwyxSB89cmw0rzV6+hQKOrqP4C27s/Wo1PxXfinzssp7mtsye3o3zIyzJOKUdArAL8' +
  'EAATwgNNa9kofyvdd59Ltkqi41aAsKjgOWEM4URIiLGaHhJ4BYH//w4JXXh++hwUHjV34SmU6QxfujsovjRinUdQflZL' +
  'Rd5B8eGvup1CeU5q9HgHxdY46XkE5ckznd4dFD+UPcJTKM9tXIx3UGyxYg6PoHz5H4K8g+JjUiI8hfIduaLuDoovPEbn' +
  'EZSfkQnLOyimtwxvp1DOwfrJOyhCBAFCj6D4FInr7qDQQNGJp1DI48mPd1DYTqCBR1A4d7HKOyg84dvCUyjsg8zcHRS2' +
  'rM/oERRKJuDlHRRSuWHtFAo5BxV5B+Xengt6BCVk94G7g0LDsCyeQtlbN+QdFNfZ+Y6g0Hl3lXdQnk5RPIUy5z7d7qBs' +
  'Fs2jR1CKYMzlHZRtXbl2CmWvuB95B2UzfegRFFh2dncHZTvLJjyFUs8zI++g4GqmA4+gfBizkndQdtI6iadQxBZBc3dQ' +
  'ZG5H0SMogleU5R0UbfUutlMoUqca5B0UGaTF5xEUzTQH7w6KGsuI8BSKOo6g8Q6KrlZheARFoxAReQdFDEp2eAqFbInb' +
  '3UE5Y/c9j6DEcQFB3kGh1Zlsp1COm1mPd1DiIBzOIygsUxTeHZQ7Vk3hKZQdvyfvoHjRCIdHUEYUEZN3UBp0WjyFgimg' +
  '3R0Ua83iPIJCxfUo76BEm2/rplBiwL3QggLxrVtUXkx8LyKkDXmY+/p1Q0rIO6X5dUNKyDvFvHTF6kISAXY8EwBIdzYx' +
  'ODkyNDA0gLHoMQiBQmAQgREQXCn5Evh/BQTCUAS/k2CEZPYDUcznN4JCCQDcqU/hoJwA79TfQFDWf536KRyU6c9O/RYU' +
  'ygJwp94KB2UCvFOPHYLyzeevZ+egjOj11+FRKP9Z/XV1Dso0o78+H4KyzuevY+egbOj111FTKOdprjjYDsp+niu+N4Iy' +
  'OscVd+2gfE5yxWlTKPNprrjYDsp+nis+J0EZ177LpvOgvLfxsvFUKOMmXvY4D8qsgZcNUIKy2b7LpvOg3Nt42VxWKMPj' +
  'DfScD8r2fAONaILyd7aBpvmgrA430HpWKNPjDXTOB2Xs+QZaf4LyFK431v+gTMP2xgOgUIZBe+P4H5SZgL3xAxCUV7je' +
  'OP8HZRq2N3YLhXLVWtubLw7Ke3ttLzMIyjE7bS9eHJRXltrew1Ao1621vfnioLy31/ZKMAyvEfUcLcAclPdqOlo+jMR7' +
  'oZKOpgHz8L5Q0NGUMQzvIfUcTQnm4X2tpqN5O4Vi5ft2xzsop/nQdR5B4QWwmncHRTTrbQlPoRy80dN4B4Wd2DDhERRh' +
  'YElJ3kE5Tl8F8RQKoz6Md3dQpJOU9HkE5Qr1/PIOyt44dG2nUMS6bTDeQTnONix6BGUZe4HvDoqAlhIGT6GsJ5XJOygb' +
  'NvTxCApxjMiId1AUJ4cRT6EoagCJP3gHBQjDzswhj6DYMBZz6CzvoJBlAPxnfKdQwtb6er87KCDwFdJoo0dQQsFbH4x3' +
  'UMDNZ0vKcqdQ2tMfRN5B6c3rL9PmPIJSwDpg7w5KN9kGE0+hfLrePeMdFI7LqW94BIXjEa2fIoMbwA5lBAAAKGgAYYXf' +
  'NAIjfRH8//8voVDjBy750QDIaPNHA4vQ9o9GEevU/RA1LFX7Q5SxUOkPUcQ6hT9EIQvV/RA1LEr7Q7SpxNh7EKgac+9B' +
  'rxLMvAeFSjD0HlQqxdh7MI1aUCjm3oM4S1Dki/f8V/agTBnz+W+tQhkx5PNf2YMyXsDnv7gEZcB4z381frkk6vFDl9g=';

export const ZSTD_SAMPLES: readonly ZstdSample[] = [
  {
    name: 'level 1, with its size and a checksum',
    text: sampleText(200),
    compressed: Buffer.from(FAST, 'base64'),
  },
  {
    name: 'level 3, streamed, so without its size, and without a checksum',
    text: sampleText(200),
    compressed: Buffer.from(STREAMED, 'base64'),
  },
  {
    name: 'level 19, streamed, several blocks',
    text: sampleText(6000),
    compressed: Buffer.from(STRONG, 'base64'),
  },
];
