s/rgba\(var\(--([a-z-]+)\), ?0?\.99\)/var(--\1)/g
s/#a8201b|#761613|#6b140e|#d5281b|#dd5349/var(--danger)/g
s/#0b5350|#005eb8|#031918|#094240/var(--action)/g
s/#aeb7bd|#d8dde0|#f0f4f5/var(--line)/g
s/#4c6272|#354550/var(--ink-soft)/g
s/#ffeb3b|#fff9c4/var(--focus)/g
s/#212b32/var(--ink)/g
s/(background-color|background):#fff([;}])/\1:var(--surface)\2/g
s/url\("\/assets\/[^"]*"\)/none/g
