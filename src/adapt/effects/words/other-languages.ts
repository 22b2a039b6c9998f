/** Beginnings of verbs that change something, in languages that tools are named in. A name that holds one is a write. */
const stems: readonly string[] = [
  // Spanish, Portuguese, Italian
  'borra elimin criar envia enviar inviar actualiz atualiz aggiorn guarda salva apag cancelar inserir anad añad agreg',
  'compra vender paga subir descarg baixar escrib escrev scriv mover mueve sposta cambia mudar publicar',
  // German, Dutch
  'lösch loesch erstell anleg senden speicher änder aender bearbeit hinzufüg hinzufueg entfern buche bestell storn kauf schreib',
  'verschieb überweis ueberweis hochlad verwijder maak stuur bewaar wijzig toevoeg',
  // French
  'supprim effac creer créer crée envoy ajout enregistr achet mettre écrir ecrir déplac annuler télécharg',
  // Polish, Turkish, Swedish
  'usun usuń utworz utwórz wyslij wyślij zapisz dodaj zmien olustur oluştur gonder gönder kaydet guncelle güncelle radera skapa skicka',
  // Russian, Ukrainian
  'удал созда отправ измен добав обнов сохран запис видал створ надісл',
].flatMap((line) => line.split(' '))

/** Those with which English words begin, too. */
const whole: ReadonlySet<string> = new Set(
  'crea crear crie sil sende invia inserisci cancella modifica modificar modifier reservar réserver vende'.split(
    ' ',
  ),
)

/** Chinese, Japanese and Korean: delete, create, send, change, add, save, write, upload, buy, cancel, move. */
const anywhere: RegExp =
  /删除|刪除|创建|創建|新建|发送|發送|修改|更新|添加|增加|保存|写入|寫入|上传|上傳|购买|購買|取消|移动|移動|预订|支付|削除|作成|送信|変更|追加|書き込|購入|삭제|생성|전송|수정|추가|저장/

export function writesInOtherLanguage(word: string): boolean {
  return whole.has(word) || anywhere.test(word) || stems.some((stem) => word.startsWith(stem))
}

/** "And then delete": in a sentence such a verb may be a noun, but not behind these words. */
const joined: RegExp = new RegExp(
  `(?:并|且|後|后|再|会|将|然后|同时|して|し、|하고|고 )(?:其|自动)?(?:标记|標記|${anywhere.source})`,
)

export function sentenceWritesInOtherLanguage(text: string): boolean {
  return joined.test(text) || anywhere.exec(text)?.index === 0
}

/** In the same languages: get, query, search, read, list, view. */
const looking: RegExp =
  /(?:^|来|用于|可以)(?:获取|獲取|查询|查詢|搜索|搜尋|读取|讀取|列出|查看|检索|取得|検索|조회|검색)/

export function looksInOtherLanguage(text: string): boolean {
  return looking.test(text)
}
