// The default theme, with the reader's own fonts.
import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

// oxlint-disable-next-line import/no-default-export -- VitePress asks for it.
export default DefaultTheme
